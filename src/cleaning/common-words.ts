/**
 * Words of descriptors that identify nobody, folded: anatomy, technique, contrast, orders, units, and the small words of a few
 * languages. A fact that holds one of them among others does not make it identifying; and where the facts may be missing, nothing
 * but these words stays.
 */

const WORDS = `
a aahead aao abd abdo abdomen abdomenpelvis abdomens abdominal abdomino abdroutine above ac acc acl acq acquire acquired acquisition acr acute adc add
additional addome adenosine adm admire adrenal adult adults after aidr air ala aligned all alle also alveolar am an analysis anatomical anca and
aneurysm angio angiogram angiographic angiography angle ankle annotated ant antegrade anterior anterolateral aorta aortic ap apex apical app
appendicitis appendix applied approx apt arc arcade arch arcs are arm arme arterial arteriell arteries arteriogram arteriovenous artery arthritis
arthro arthrogram arthrography arthroplasty artifact as asc ascending ascites asd asir asirv asl aspect aspiration assessment asset at atlas atrial
atrium att attenuation au auf aufnahme augmentation aus auto autoalign aux av avec avenue average averaged avg ax axial axials axilla axillary
axiolateral axis b bacino back ballcatcher barium basal base baseline bassin bds beam beams bearing becken before beh bei beidseits bein beine bekken
below bf bh bi biceps bilat bilateral bile biliary binning biopsies biopsy bis bitewing bl black bladder blade block blood body bold bolus
bolustracking bone bones borst both bottom bowel bpm br brachial brain brains bravo breast breath breathhold bref bright bronchial bronchus brust
brustwirbelsaule bs buik bv bw bws bypass c ca cabeca cabeza cabg cad cadera caipi caipirinha cal calc calcaneus calcification calcium calculus calf
calibration calvarium cancer cap caps capsule carcinoma cardiac cardio care carebolus caredose careline carotid carpal cartilage cascore case catheter
catphan caud caudal cava cbct cbf cbv cc ccta ce cecum celiac center central centre cephalic cephalometric cerebellum cerebral cerebro cerebrovascular
cerv cerveau cervello cervical cervico cervix ch chamber chambers change check chem chemical chest chests cheville child children cholangio chordae
chronic cine circle cirrhosis ciss cisternogram city clavicle clinic clinical clinics clip close cm coeliac coeur coil col collar collection collo
colon colonography color colorectal colour columna coluna comb combined commissural common community comp compare comparison complete compressed
compression compute computed con cone conf congenital contour contours contrast contraste control copd cor corazon coronal coronals coronary corpus
corr corrected correction correlation cort cortex costal cou cough count course cow cr cran crane crani cranial craniocaudal craniofacial craniotomy
cranium cropped cross cs csf csi csp ct cta ctc ctp ctv cube cuello cuore curve cut cv cva cyst cystogram cystography da dacryocystogram dadc daily
das data day days dce de deconvolution decubitus deep deepresolve default defecography deg degenerative del delay delayed della dello dem den denoised
dental department dept der derecha derecho derived des desc descending dess dest destra destro detail detector dexa dhs di diagnostic diam diameter
diaphragm dictionary die diff difference diffusion digital dilated dir direita direito disc discs disk display dissection dist distal distortion div
diverticulum division dixon dizziness dmri do doppler dorsal dos dose double down dpi dr drain droit droite drr ds dsa dti du dual duct ductogram
duodenum duplex dur during dvh dvt dwi dx dyn dynamic e each early east ebenen eca ecg echo echocardiogram echos ed edge een ef eff effusion ein eine
ekg el elastography elbow embolism embolization emergency empty en encoded end endo endoleak endovascular enema enhanced enhancement enterography ep
epat epaule epi epidural epiphysis eq equal equilibrium er ercp erect erg es esophagram esophagus esquerda esquerdo est et etl evar ex exam examcard
examination excitation excluding exhale exp expir expiration exponential exspiration ext extended extension extern external extra extravasation
extremities extremity eye f fa face facet facial fall fast fat fatsat fb fbp fdg feet fegato female femoral femur ferumoxytol fess fetal fetus fever
ffe fgre fibroid fibula field fieldmap fiesta filling film filter filtered final find fine finger fingers first fistula fistulogram fitting fixation
fl flair flash flat flex flexed flexion flipped flow fluid fluoro fluoroscopy fmri fna foie follow followup foot for foramen forearm fossa foundation
four fov fps fr fraction fractional fractions fracture frame frames free freq frequency frfse from front frontal frontale fs fse fsel fu fuesse full
function functional fundus fur fusion fuss fx g ga gad gadolinium gallbladder gastric gastro gastrointestinal gated gating gauche gb gd ge general
genitourinary genou geometry gi ginocchio gist gland gli global grad gradient gram grase gre great grid groin group gtv guidance guide guided gy gyn h
ha half hals halswirbelsaule hanche hand hands hard hardware harmonic haste hb hc hcc hd he head headache header headneck headroutine health
healthcare heart heel height helical hematoma hemi hemorrhage hepatic hepatobiliary hepatocellular hernia herz het heup hfs hi hida higado high
highres hip hips hires hirn history hla hombro hoofd hospital hr hrct hs hu huefte hufte humerus hvf hws hydrocephalus hyper hyperfine hypo
hysterogram hysterosalpingogram hz i ia iac ica icu id ideal idose if ii iii il ild iliac ilium im image images imaginary imaging imar implant imrt in
inc incl including index indexed inf infant infarct infarction infection inferior infl inflammation inflow inguinal inhale inj injection inner inplane
insert inspir inspiration inspiratory institut institute institution int inter interleaved intern internal interpolated interventional into intra
intracranial intraoperative intravenous intrinsic inv inversion inverted io ip ipf ir is ischemia iso isocenter isotrop isotropic isovoxel ist isthmus
it iteration iterative iv ivc ivim ivp izquierda izquierdo jaw jejunum joelho joint joints k kernel key kg khz kidney kidneys kilovoltage kinematic
kinetics klinik klinikum km knee knees knie ko kontrast kontrastmittel kopf krankenhaus kub kv kvp kyphosis l la laminectomy landmark lao large
laryngeal larynx las last lat late lateral lateralis lava lavage layer le leber left leg legs lendenwirbelsaule length lens les lesion level lge lhc
li library liegend lig limb limited line linear links lip list liver lo load lobe loc local localiser localizer localizers locator logical lombaire
long longitudinal loop lordotic lores los low lowdose lower lt lumb lumbar lumen lung lunge lungs lv lvot lws lymph lymphangiogram lymphoma m ma
macula macular mag magn magnetic magnetization magnetom magnitude main male malignant mammo mammogram mammography mandible manual map mapping maps mar
marker mas mask mass matrix max maxilla maxillary maximum mbq mci mcug md mdc mdct mddw mdp mean med medial median mediastinal mediastinum medical
medicine medium medulla melanoma memorial meningioma meniscus mesenteric mesh met meta metal metastases metastasis method metrics mets mezzo mg mgy
mhz mi mid middle midline min mini minimum minip minutes mip mips mit ml mlo mm mo moco mod mode model modified molli monitor monitoring mono
monochromatic monoenergetic month months motion mouth mov moved moving mp mpgr mpr mprage mr mra mrcp mri mrn mrs mrt mrv ms msec mt mtt mu mucosa
muga multi multiband multiecho multiphase multiplanar multishot multislice muscle muscles mv myelogram myelography myeloma myocardial n nac nach
narrow nas nasal national nativ native nav navigator near neck neckroutine necks neg neo neonatal nephrographic nephrostomy nerve neuro neuroma
neutral new nex niere nieren nipple nm no node nodes nodule noise non none nonenhanced norm normal normalized north nose not nothing np nr ns nsa
nsclc nucl nuclear num number o oar oars ob oberbauch obl oblique occipital occlusion oct od oder odontoid of off ohne old ombro on onc oncology one
op open opg opp opposed optic or oral orbit orbita orbits orif orig original orthogonal os osteomyelitis osteophyte ot out outer outphase ov ovary
over overlay oversampling overview p pa pad paed pain pair palm pan pancreas panoramic par para parallel parameter parametric paranasal paraspinal
parasternal parathyroid parenchyma parietal parotid part partial pass pat patella path pathology patient patientprotocol pause pb pc pca pcasl pd pdw
pe peak ped pediatric pelves pelvic pelvis penis per perc percent perforation perfusion periapical pericardium periph peripheral pescoco pet petct
petrous pfo ph phalanx phantom pharynx phase phasecontrast phases physio pi picc pid pilot pitch pituitary pjn pl placement placenta plain plan planar
plane planning plaque plate plax pleura pleural plus pmt pneumonia pneumothorax poignet point polarity polmone poly polyp popliteal por port portable
portal portalimage portalvenos portovenous pos position positions post posterior poumon pour power pp pr pre precontrast preload premature
premonitoring prep prescan presentation press pressure primary prior prob probe proc procedure processed processing product profile proj projection
prone propeller prospective prostate prosthesis prot protocol protocols proton prox proximal ps pseudoaneurysm psif psir psma pt ptc ptv pulm pulmon
pulmonary pulsation pulse pv pwi px qa qc qr qsm quad quadriceps quadril quality quantification quantitative quick r ra rachis rad radial radiance
radiation radiograph radiologie radiology radiotherapy radius range rao raw rc rca re reading readout real rec recall recheck rechts recon reconstruct
reconstructed reconstruction recovery rect rectal rectum rectus ref reference refocused reformat reformats reformatted reg region regional registered
registration regular rein reins rel relative relaxation renal rendered rendering repeat report reps req resampled rescaled rescan research resolution
resp respiration respiratory rest resting result results ret retro retrograde retrospective rev reversed review rf rfmri rhc rhythm rib ribs right
rigid ring rl road rodilla roi root rotate rotated rotation rotational rotator round routine row rows rt rtdose rtimage rtplan rtstruct run runoff
rupture rv s sacral sacroiliac sacrum safire sag sagittal sagittals sagt saline same sample sans sarcoma saturated saturation save saved sax sbref sc
scale scan scanogram scans scaphoid scapula schadel schaedel schicht schouder schulter scoliosis scout screen screening screw screws scrotum sd se sec
second secondary seconds secs section seg segment segmentation segmented seite seitlich seizure select sem semi sense sensitivity senza sept septal
septum seq sequence ser serie series service services ses set setup sh shim short shortaxis shot shoulder show si sialogram side sigmoid signal silent
sim simple simulation sin single sinistra sinistro sinogram sinus sinuses sit sita site sitting six size skeletal skeleton skin skull skyline slab
slice slices slow sm small smart smartmar smartprep smooth sn snapshot sob soft solid source south sp space spail spair spalla sparse spat spc special
specials specimen spect spectral spectroscopy spgr sphenoid spin spinal spine spines spir spiral spleen splenic split spoiled spoiling spot spotlight
sprung sq sr ss ssd ssfp ssfse ssh st stack stage stand standard standing start state static station statistics std steady stehen stehend stenosis
stent step stereo stereotactic sternum stimulated stir stomach stone stones stop strain strasse street stress stressed strip stroke structural
structure studies study sub subarachnoid subclavian subcostal subcutaneous subj subtract subtracted subtraction sum summary sunrise sup superficial
superior supine supra suprasternal sur surface surgery surgical survey surview susceptibility suv sv sw swallow swallowing swan swi swim swimmers
switch swivel syn sync syndrome synthetic sys system systole systolic t tac tag tagged tagging talus tangential target task tavi tavr tc te tear tee
teeth temp temporal temporomandibular tendon tensor term test testa testicular testis tete tevar tfe tfl the theta thick thickness thigh thin thins
thinslice thor thoracic thoracique thoracolumbar thorax thorroutine thr three threedimensional threshold throat thrombosis thrombus through thumb
thyroid ti tia tib tibia tilt time times tip tissue tkr tmj to toe toes tof tomo tomography tomosynthesis tongue tonsil top topo topogram torax torso
total touch town tp tr tra trace trachea tracheostomy track trackbolus tracker tracking tract training trajectory trans transfer transit transmission
transplant transversal transverse trauma treatment tree tri trig trigger triggered triple true truefidelity trufi trunk trust tse tte tuberculosis
tumor tumour turbo tv tvus twist two type u ua ug ugi uhd uhr uip ulcer ulna ulnar ultra ultrasound um umbilical uncorrected und under une unenhanced
unfiltered uni unilateral unit universitat universitatsklinikum university unspecified unsubtracted unwrapped up upper ureter ureters urethra urinary
uro urogram urography us use usec user users uterus v vagina vagus value valve van var variable varices varus vas vascular vasculature vat vcug vein
veins vel velocity vena venc venogram venography venos venous vent ventral ventricle ventricles ventricular veo verification version vert vertebra
vertebrae vertebral very vessel vessels vibe video view views virtual viscera vision visual vitreous vla vmat vms voiding vol volar volume volumetric
vom von voor vor vortex vr vrt vs vsd vti w wall warm water waterfat wave way wb we week weeks weight weightbearing weighted weighting west wet when
white whole wholebody wi wide wideband width window wirbelsaeule wirbelsaule with within without wks wo work workflow worklist wrist wrists write wt x
xa xr xray xy y year years yes z zero zonder zone zoom zum zur zweit
`

/** PN components and facts that are one of these words alone still identify. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(WORDS.split(/\s+/).filter((word) => word !== ''))
